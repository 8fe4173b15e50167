// The console: a page that asks the server it came from, and keeps nothing.

import { startAccess } from "./access.js";
import { startApi } from "./api.js";
import { startCommands } from "./commands.js";
import { startCompare } from "./compare.js";
import { startFaces } from "./faces.js";
import { refuseOtherDrops } from "./picker.js";
import { startPrivacy } from "./privacy.js";
import { startStatus } from "./status.js";
import { startTabs } from "./tabs.js";
import { fillIn } from "./wording.js";

fillIn(document);
const access = startAccess();
startCommands();
const compare = startCompare();
const faces = startFaces();
/** @type {Record<string, { show: () => void }>} */
const views = { "view-privacy": startPrivacy(), "view-status": startStatus(), "view-api": startApi() };
startTabs(/** @type {HTMLElement} */ (document.querySelector("[role=tablist]")), (id) => views[id]?.show());
refuseOtherDrops();

// Whoever comes back to the page finds nothing of what was there.
addEventListener("pagehide", () => {
    document.querySelectorAll("dialog").forEach((dialog) => dialog.close());
    compare.clear();
    faces.clear();
    access.clear();
});
