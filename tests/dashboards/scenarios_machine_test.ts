/** Scenarios of cards, containers and the machine fire the alerts that they name. */
import { testScenarios } from "./scenarios.ts";

await testScenarios({ ofEngines: false });
