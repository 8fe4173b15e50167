// The view that compares: pictures in, results as they come.

import { Card } from "./card.js";
import { compare } from "./comparison.js";
import { showCompareCommand } from "./commands.js";
import { byId } from "./dom.js";
import { Groups } from "./groups.js";
import { startLook } from "./look.js";
import { acceptPastes, addPicker } from "./picker.js";
import { ProblemBox } from "./problems.js";
import { startStrictness } from "./strictness.js";
import { startTarget } from "./target.js";
import { isMatch, rateOf } from "./threshold.js";
import { text } from "./wording.js";

/** Brings the view to life. @returns {{ clear: () => void }} */
export function startCompare() {
    const view = byId("view-compare");
    const [start, cancel, clear] = ["compare", "compare-cancel", "compare-clear"].map((id) => byId(id, HTMLButtonElement));
    const status = byId("compare-status");
    const progress = byId("compare-progress", HTMLProgressElement);
    const problem = new ProblemBox("compare-problem");
    const groups = new Groups();
    const look = startLook();
    /** @type {Card[]} */
    let cards = [];
    /** @type {AbortController | null} */
    let run = null;
    let told = 0;
    let ended = "run.done";

    const target = startTarget(() => {
        forgetResults();
        status.textContent = "";
        refresh();
    });
    const strictness = startStrictness(() => {
        for (const card of cards.filter((one) => one.result?.outcome === "compared")) {
            const { state } = card;
            card.decide(isMatch(/** @type {any} */ (card.result), strictness.chosen));
            if (card.state !== state) {
                groups.place(card);
            }
        }

        refresh();
        if (run === null && told > 0) {
            status.textContent = sayDone(ended);
        }
    });
    const candidates = addPicker("candidates", { many: true, before: byId("group-waiting"), onPictures: addCandidates });
    acceptPastes(view, (pictures, where) => {
        const isForTarget = target.picture === null && where.closest("#candidates") === null;
        (isForTarget ? target.take : candidates.take)(isForTarget ? pictures.splice(0, 1) : pictures);
        if (isForTarget && pictures.length > 0) {
            candidates.take(pictures);
        }
    });

    /** @param {import("./pictures.js").Picture[]} pictures */
    function addCandidates(pictures) {
        for (const picture of pictures) {
            const card = new Card(picture, { onRemove, onLook: (one) => target.picture !== null && look(target.picture, target.found, one) });
            card.element.dataset.index = String(cards.length);
            cards.push(card);
            groups.place(card);
        }

        status.textContent = "";
        refresh();
    }

    /** @param {Card} card */
    function onRemove(card) {
        const next = card.element.nextElementSibling ?? card.element.previousElementSibling;
        groups.remove(card);
        card.element.remove();
        card.picture.release();
        cards = cards.filter((one) => one !== card);
        cards.forEach((one, index) => one.element.dataset.index = String(index));
        (next?.querySelector("input") ?? byId("candidates-file")).focus();
        refresh();
    }

    function forgetResults() {
        target.forget();
        told = 0;
        for (const card of cards.filter((one) => one.result !== null)) {
            card.wait();
            groups.place(card);
        }
    }

    function clearAll() {
        run?.abort();
        run = null;
        lock(false);
        target.remove();
        cards.forEach((card) => {
            groups.remove(card);
            card.element.remove();
            card.picture.release();
        });
        cards = [];
        told = 0;
        problem.clear();
        strictness.reset();
        refresh();
        status.textContent = text("run.cleared");
    }

    async function runOnce() {
        if (target.picture === null || cards.length === 0) {
            status.textContent = text("run.missing");
            return;
        }

        const compared = [...cards];
        run = new AbortController();
        const { signal } = run;
        problem.clear();
        forgetResults();
        lock(true);
        refresh();
        status.textContent = text("run.sending");
        let lastSaid = 0;
        ended = "run.stopped";
        try {
            await compare(target.picture, compared.map((card) => card.picture), {
                onResult: (index, result) => {
                    told++;
                    compared[index].tell(result, result.outcome === "compared" && isMatch(result, strictness.chosen));
                    groups.place(compared[index]);
                    refresh();
                    if (told === 1) {
                        showResults();
                    }

                    // Not for every result: it is read aloud.
                    if (performance.now() - lastSaid > 1000) {
                        lastSaid = performance.now();
                        status.textContent = text("run.progress", { done: told, all: compared.length, matches: sayMatches() });
                    }
                },
                onSummary: (summary) => {
                    strictness.learn(rateOf(summary.threshold));
                    target.tell(summary.target);
                },
                onWait: (seconds) => status.textContent = text("run.waiting", { count: seconds }),
            }, signal);
            ended = "run.done";
        } catch (error) {
            ended = signal.aborted ? "run.cancelled" : ended;
            problem.show(error, runOnce);
        } finally {
            if (run?.signal === signal) {
                run = null;
                lock(false);
                refresh();
                status.textContent = told > 0 || ended === "run.cancelled" ? sayDone(ended) : "";
            }
        }
    }

    const sayMatches = () => groups.count("match") === 0 ? text("run.noMatch") : text("run.matches", { count: groups.count("match") });
    /** @param {string} key */
    const sayDone = (key) => text(key, { done: told, all: cards.length, matches: sayMatches() });

    // What is being compared stays as it is until that is over.
    /** @param {boolean} isRunning */
    function lock(isRunning) {
        const hasFocus = document.activeElement === start || document.activeElement === cancel;
        view.setAttribute("aria-busy", String(isRunning));
        start.hidden = isRunning;
        cancel.hidden = progress.hidden = !isRunning;
        for (const part of view.querySelectorAll(".picker :is(button, input, textarea), #target-remove, .card .remove")) {
            /** @type {HTMLButtonElement} */ (part).disabled = isRunning;
        }

        if (hasFocus) {
            (isRunning ? cancel : start).focus();
        }
    }

    // On a small screen they are far below.
    function showResults() {
        const caution = byId("caution");
        if (caution.getBoundingClientRect().top > innerHeight * 0.7) {
            caution.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
        }
    }

    // What can be done now, and how much there is.
    function refresh() {
        const compared = cards.filter((card) => card.result?.outcome === "compared").length;
        view.classList.toggle("asked", run !== null || told > 0);
        start.disabled = target.picture === null || cards.length === 0;
        clear.disabled = target.picture === null && cards.length === 0;
        [progress.max, progress.value] = [Math.max(cards.length, 1), told];
        byId("caution").hidden = compared === 0;
        strictness.refresh(compared, run !== null || compared > 0);
        showCompareCommand({ target: target.picture, candidates: cards.map((card) => card.picture), stop: strictness.chosen });
    }

    start.addEventListener("click", runOnce);
    cancel.addEventListener("click", () => run?.abort());
    clear.addEventListener("click", () => {
        clearAll();
        byId("target-file").focus();
    });
    refresh();
    return { clear: clearAll };
}
