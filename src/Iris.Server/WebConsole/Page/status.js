// The view that shows how much the server has to do, from counts over all requests.

import { Chart } from "./chart.js";
import { byId, make } from "./dom.js";
import { ProblemBox } from "./problems.js";
import { askForJson, onCredentials, Refusal } from "./server.js";
import { size, tenth, text } from "./wording.js";

/**
 * @typedef {{ microseconds?: number, recent_microseconds?: number }} Stage
 * @typedef {{ requests: Record<string, number>, pictures: { waiting: number, in_work: number, cores: number }, places: { taken: number, limit: number },
 *   memory: { reserved_bytes: number, budget_bytes: number }, stages: Record<string, Stage> }} Status
 */

const interval = 2_000;
const length = 60;
const stages = ["fetch", "decode", "detect", "embed"];

/** Brings the view to life. @returns {{ show: () => void }} */
export function startStatus() {
    const view = byId("view-status");
    const problem = new ProblemBox("status-problem", byId("tab-status"));
    const figures = byId("status-figures");
    const charts = new Map(["second", "minute", "hour", "waiting", "working"].map((key) => [key, new Chart(`status-${key}`, text(`status.${key}`), { length })]));
    const times = new Map(stages.map((key) => [key, new Chart(`stage-${key}`, text(`stage.${key}`), { length, say: milliseconds })]));
    /** @type {{ at: number, requests: number } | null} */
    let last = null;
    let timer = 0;
    let isAsking = false;
    let isAskedAgain = false;

    async function refresh() {
        clearTimeout(timer);
        isAskedAgain = isAsking;
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

        // With another key, for instance.
        if (isAskedAgain) {
            refresh();
        } else if (wait < Infinity) {
            timer = setTimeout(refresh, wait);
        }
    }

    /** @param {Status} status */
    function tell({ requests, pictures, places, memory, stages: stageTimes }) {
        const at = performance.now();
        const { total_requests: total } = requests;

        // After a pause, or a restart of the server, there is nothing to make a rate of.
        const isNext = last !== null && at - last.at < interval * 2.5 && total >= last.requests;
        if (last !== null && !isNext) {
            [...charts.values(), ...times.values()].forEach((chart) => chart.clear());
        }

        charts.get("second")?.add(last !== null && isNext ? (total - last.requests) / ((at - last.at) / 1000) : requests.requests_last_second);
        charts.get("minute")?.add(requests.requests_last_minute);
        charts.get("hour")?.add(requests.requests_last_hour);
        charts.get("waiting")?.add(pictures.waiting);
        charts.get("working")?.add(pictures.in_work, text("status.cores", { count: pictures.cores }));
        last = { at, requests: total };
        for (const [key, chart] of times) {
            const { microseconds: average, recent_microseconds: recent } = stageTimes[key];
            chart.add(recent, average === undefined ? "" : text("status.average", { average: milliseconds(average) }));
        }

        showFigures([
            ["status-total", text("status.total"), tenth(total)],
            ["status-places", text("status.places", { count: places.limit }), tenth(places.taken)],
            ["status-memory", text("status.memory", { limit: size(memory.budget_bytes) }), size(memory.reserved_bytes)],
        ]);
    }

    /** @param {[string, string, string][]} all */
    function showFigures(all) {
        figures.replaceChildren(...all.map(([id, label, value]) => make("div", {}, make("dt", {}, label), make("dd", { id }, value))));
    }

    byId("status-charts").append(...[...charts.values()].map((chart) => chart.element));
    byId("status-stages").append(...[...times.values()].map((chart) => chart.element));
    document.addEventListener("visibilitychange", refresh);
    onCredentials((isAskedFor) => !isAskedFor && refresh());
    return { show: refresh };
}

/** @param {number} microseconds */
const milliseconds = (microseconds) => text("unit.milliseconds", { number: tenth(microseconds / 1000) });
