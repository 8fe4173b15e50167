// The view that shows how much the server has to do, from counts over all requests.

import { Chart } from "./chart.js";
import { byId, make } from "./dom.js";
import { ProblemBox } from "./problems.js";
import { askForJson, onCredentials, Refusal } from "./server.js";
import { size, tenth, text } from "./wording.js";

/**
 * @typedef {{ count: number, milliseconds: number }} Stage
 * @typedef {{ requests: Record<string, number>, pictures: { waiting: number, in_work: number, cores: number }, places: { taken: number, limit: number },
 *   memory: { reserved_bytes: number, budget_bytes: number }, stages: Record<string, Stage> }} Status
 */

const interval = 2_000;
const shownFor = 120_000;
const lately = 60_000;
const stageNames = ["fetch", "decode", "detect", "embed"];

/** Brings the view to life. @returns {{ show: () => void }} */
export function startStatus() {
    const view = byId("view-status");
    const problem = new ProblemBox("status-problem", byId("tab-status"));
    const figures = byId("status-figures");
    const stages = byId("status-stages", HTMLTableElement);
    const [requests, waiting, working] = ["requests", "queue", "working"].map((key) => new Chart(text(`chart.${key}`), shownFor / interval));
    /** What was told in the last minute. @type {{ at: number, status: Status }[]} */
    let told = [];
    let timer = 0;
    let isAsking = false;

    async function refresh() {
        clearTimeout(timer);
        if (view.hidden || document.hidden || isAsking) {
            return;
        }

        isAsking = true;
        let wait = interval;
        try {
            tell(await askForJson("v1/status"));
            problem.clear();
        } catch (error) {
            if (!(error instanceof Refusal && error.passes)) {
                problem.show(error, refresh);
            }

            // Whoever has to be asked for a key, or is away, is not asked again and again.
            wait = error instanceof Refusal && error.passes ? Math.max(interval, error.seconds * 1000) : Infinity;
        } finally {
            isAsking = false;
        }

        if (wait < Infinity) {
            timer = setTimeout(refresh, wait);
        }
    }

    /** @param {Status} status */
    function tell(status) {
        const at = performance.now();
        const last = told.at(-1);
        told = [...told.filter((one) => at - one.at < lately), { at, status }];

        // After a pause, or a restart of the server, there is nothing to make a rate of.
        const isNext = last !== undefined && at - last.at < interval * 2.5 && status.requests.total_requests >= last.status.requests.total_requests;
        requests.add(isNext ? (status.requests.total_requests - last.status.requests.total_requests) / ((at - last.at) / 1000) : status.requests.requests_last_second);
        waiting.add(status.pictures.waiting);
        working.add(status.pictures.in_work);
        showFigures(status);
        stages.tBodies[0].replaceChildren(...stageNames.map((name) => rowOf(name, status.stages[name], told[0].status.stages[name])));
    }

    /** @param {Status} status */
    function showFigures({ requests: counts, pictures, places, memory }) {
        /** @type {[string, string, string][]} */
        const all = [
            ["status-second", text("status.second"), tenth(counts.requests_last_second)],
            ["status-minute", text("status.minute"), tenth(counts.requests_last_minute)],
            ["status-hour", text("status.hour"), tenth(counts.requests_last_hour)],
            ["status-total", text("status.total"), tenth(counts.total_requests)],
            ["status-waiting", text("status.waiting"), tenth(pictures.waiting)],
            ["status-working", text("status.working", { count: pictures.cores }), tenth(pictures.in_work)],
            ["status-places", text("status.places", { count: places.limit }), tenth(places.taken)],
            ["status-memory", text("status.memory", { limit: size(memory.budget_bytes) }), size(memory.reserved_bytes)],
        ];
        figures.replaceChildren(...all.map(([id, label, value]) => make("div", {}, make("dt", {}, label), make("dd", { id }, value))));
    }

    byId("status-charts").append(requests.element, waiting.element, working.element);
    document.addEventListener("visibilitychange", refresh);
    onCredentials((isAskedFor) => !isAskedFor && refresh());
    return { show: refresh };
}

/** @param {string} name @param {Stage} now @param {Stage} then */
function rowOf(name, now, then) {
    const count = now.count - then.count;
    return make("tr", { "data-stage": name },
        make("th", { scope: "row" }, text(`stage.${name}`)),
        make("td", { class: "number" }, tenth(now.count)),
        make("td", { class: "number" }, average(now.milliseconds, now.count)),
        make("td", { class: "number" }, average(now.milliseconds - then.milliseconds, count)));
}

/** @param {number} milliseconds @param {number} count */
const average = (milliseconds, count) => count > 0 ? tenth(milliseconds / count) : text("status.none");
