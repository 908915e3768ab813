/** The login of a box at the gate. */
export const GATE_LOGIN = { user: "host-1", token: "fleet-test-token" } as const;
