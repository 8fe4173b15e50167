// The view that compares: pictures in, results as they come.

import { Card } from "./card.js";
import { compare } from "./comparison.js";
import { showCompareCommand } from "./commands.js";
import { byId } from "./dom.js";
import { Groups } from "./groups.js";
import { startLook } from "./look.js";
import { pace } from "./pace.js";
import { acceptPastes, addPicker } from "./picker.js";
import { ProblemBox } from "./problems.js";
import { startStrictness } from "./strictness.js";
import { startTarget } from "./target.js";
import { isMatch } from "./threshold.js";
import { text } from "./wording.js";

/** Brings the view to life. @returns {{ clear: () => void }} */
export function startCompare() {
    const view = byId("view-compare");
    const [start, cancel, clear] = ["compare", "compare-cancel", "compare-clear"].map((id) => byId(id, HTMLButtonElement));
    const status = byId("compare-status");
    const progress = byId("compare-progress", HTMLProgressElement);
    const problem = new ProblemBox("compare-problem", start);
    const groups = new Groups();
    const look = startLook();
    /** @type {Card[]} */
    let cards = [];
    /** @type {AbortController | null} */
    let run = null;
    let ended = "run.done";
    // Not for every result, nor for every step of the slider: it is read aloud.
    const tellLater = pace(() => status.textContent = say(run === null ? ended : "run.progress"), 1000);
    /** Says something else at once, in place of what was to be told later. @param {string} words */
    const tell = (words) => {
        tellLater.stop();
        status.textContent = words;
    };

    const target = startTarget(() => {
        forgetResults();
        tell("");
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
        if (told() > 0) {
            tellLater.ask();
        }
    });
    const candidates = addPicker("candidates", { many: true, before: byId("group-waiting"), onPictures: addCandidates });
    acceptPastes(view, (pictures, where) => {
        const forTarget = target.picture === null && where.closest("#candidates") === null ? pictures.splice(0, 1) : [];
        forTarget.length > 0 && target.take(forTarget);
        pictures.length > 0 && candidates.take(pictures);
    });

    /** @param {import("./pictures.js").Picture[]} pictures */
    function addCandidates(pictures) {
        for (const picture of pictures) {
            const card = new Card(picture, { onRemove, onLook: (one) => target.picture !== null && look.open(target.picture, target.found, one) });
            card.element.dataset.index = String(cards.length);
            cards.push(card);
            groups.place(card);
        }

        tell("");
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
        tell(told() > 0 ? say(ended) : "");
        refresh();
    }

    function forgetResults() {
        target.forget();
        for (const card of cards.filter((one) => one.result !== null)) {
            card.wait();
            groups.place(card);
        }
    }

    function clearAll() {
        run?.abort();
        run = null;
        lock(false);
        look.close();
        target.clear();
        candidates.clear();
        cards.forEach((card) => {
            groups.remove(card);
            card.element.remove();
            card.picture.release();
        });
        cards = [];
        problem.clear();
        strictness.reset();
        refresh();
        tell(text("run.cleared"));
    }

    async function runOnce() {
        if (target.picture === null || cards.length === 0) {
            tell(text("run.missing"));
            return;
        }

        const compared = [...cards];
        run = new AbortController();
        const { signal } = run;
        problem.clear();
        forgetResults();
        lock(true);
        refresh();
        tell(text("run.sending"));
        let end = "run.stopped";
        try {
            await compare(target.picture, compared.map((card) => card.picture), {
                onResult: (index, result) => {
                    compared[index].tell(result, result.outcome === "compared" && isMatch(result, strictness.chosen));
                    groups.place(compared[index]);
                    refresh();
                    if (told() === 1) {
                        showResults();
                    }

                    tellLater.ask();
                },
                onSummary: (summary) => {
                    strictness.learn(summary.threshold);

                    // A later request may fail to fetch what an earlier one has compared.
                    if (summary.target.outcome === "compared" || target.found.faces.length === 0) {
                        target.tell(summary.target);
                    }

                    refresh();
                },
                onWait: (seconds) => tell(text("run.waiting", { count: seconds })),
            }, signal);
            end = "run.done";
        } catch (error) {
            end = signal.aborted ? "run.cancelled" : end;
            if (!signal.aborted) {
                problem.show(error, runOnce);
            }
        } finally {
            if (run?.signal === signal) {
                run = null;
                ended = end;
                lock(false);
                refresh();
                tell(told() > 0 || ended === "run.cancelled" ? say(ended) : text("run.refused"));
            }
        }
    }

    /** Of how many it is known what became of them. */
    const told = () => cards.length - groups.count("waiting");

    /** Says how far it has come: where some wait, all are not done. @param {string} key */
    function say(key) {
        const [done, all, failed, found] = [told(), cards.length, groups.count("failed"), groups.count("match")];
        const matches = found > 0 ? text("run.matches", { count: found }) : text(failed > 0 && failed === done ? "run.nothing" : "run.noMatch");
        const cut = cards.filter((card) => card.result?.incomplete === true).length + (target.isIncomplete ? 1 : 0);
        const others = failed > 0 && failed < done ? `, ${text("group.failed", { count: failed })}` : "";
        const missing = cut > 0 ? `, ${text("run.incomplete", { count: cut })}` : "";
        return text(key === "run.done" && done < all ? "run.progress" : key, { done, all, matches: matches + others + missing });
    }

    // What is being compared stays as it is until that is over.
    /** @param {boolean} isRunning */
    function lock(isRunning) {
        const hasFocus = document.activeElement === start || document.activeElement === cancel;
        view.toggleAttribute("data-running", isRunning);
        byId("results").setAttribute("aria-busy", String(isRunning));
        view.querySelectorAll(".picker > .note").forEach((note) => note.textContent = "");
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
        view.classList.toggle("asked", run !== null || told() > 0);
        view.classList.toggle("can-look", run === null || target.found.faces.length > 0);
        start.disabled = target.picture === null || cards.length === 0;
        [progress.max, progress.value] = [Math.max(cards.length, 1), told()];
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
