// The view that shows what is enforced, and what proves it.

import { CommandBox } from "./curl.js";
import { byId, make } from "./dom.js";
import { ProblemBox } from "./problems.js";
import { askForJson, onCredentials } from "./server.js";
import { text } from "./wording.js";

/** @typedef {{ id: string, invariant: string, enforced: boolean, by: string[], missing: string[] }} Invariant */

const fromSource = "dotnet run -c Release --project src/Iris.Cli -- verify";

/** Brings the view to life. @returns {{ show: () => void }} */
export function startPrivacy() {
    const view = byId("view-privacy");
    const verdict = byId("privacy-verdict");
    const problem = new ProblemBox("privacy-problem", byId("privacy-refresh"));
    const table = byId("privacy-table", HTMLTableElement);

    async function refresh() {
        problem.clear();
        try {
            tell(await askForJson("v1/privacy"));
        } catch (error) {
            byId("privacy-scroll").hidden = true;
            verdict.textContent = "";
            problem.show(error, refresh);
        }
    }

    /** @param {{ all_enforced: boolean, platform: string, invariants: Invariant[] }} report */
    function tell({ all_enforced: isAll, platform, invariants }) {
        const missing = invariants.filter((one) => !one.enforced).length;
        verdict.dataset.state = isAll ? "yes" : "no";
        verdict.textContent = isAll ? text("privacy.all", { platform }) : text("privacy.some", { count: missing, platform });
        table.tBodies[0].replaceChildren(...invariants.map(rowOf));
        byId("privacy-scroll").hidden = false;
    }

    byId("privacy-refresh").addEventListener("click", refresh);
    onCredentials((isAskedFor) => !isAskedFor && !view.hidden && refresh());
    byId("privacy-page").append(...["files", "memory", "names", "storage", "screen"].map((key) => make("li", {}, text(`privacy.page.${key}`))));
    const command = new CommandBox("privacy-verify", text("curl.verify"));
    command.command = "iris verify";
    byId("privacy-prove").append(command.body, make("p", { class: "hint" }, text("privacy.prove.source", { command: fromSource })));
    return { show: refresh };
}

/** @param {Invariant} invariant */
function rowOf({ id, invariant, enforced, by, missing }) {
    return make("tr", { role: "row", "data-id": id },
        make("th", { role: "rowheader", scope: "row" }, id),
        make("td", { role: "cell" }, invariant),
        make("td", { role: "cell" }, make("span", { class: "mark-state", "data-state": enforced ? "yes" : "no" }, text(enforced ? "privacy.yes" : "privacy.no"))),
        make("td", { role: "cell" }, make("ul", {},
            ...by.map((mechanism) => make("li", {}, mechanism)),
            ...missing.map((what) => make("li", { class: "missing" }, text("privacy.missing", { what }))))));
}
