/** Scenarios of engines fire the alerts that they name. */
import { testScenarios } from "./scenarios.ts";

await testScenarios({ ofEngines: true });
