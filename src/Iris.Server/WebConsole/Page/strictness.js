// The slider by which somebody chooses how rarely a stranger may pass.

import { byId } from "./dom.js";
import { stopsWith } from "./threshold.js";
import { chanceText, isMeasured, rateText, text } from "./wording.js";

/** @typedef {import("./threshold.js").Stop} Stop */

/** Brings the slider to life. @param {() => void} onChange */
export function startStrictness(onChange) {
    const panel = byId("strictness");
    const slider = byId("threshold", HTMLInputElement);
    const said = byId("threshold-text");
    const chance = byId("chance");
    /** Where it can stand; nowhere while the server's own is not known. @type {Stop[]} */
    let stops = [];

    const strictness = {
        /** Where somebody has put it; null where nobody has. @type {Stop | null} */
        chosen: null,

        /** The server has told its own. @param {import("./threshold.js").Threshold} threshold */
        learn(threshold) {
            const { chosen } = strictness;
            stops = stopsWith(threshold);
            const same = stops.find((stop) => chosen !== null && stop.isOwn === chosen.isOwn && (stop.isOwn || stop.rate.rate === chosen.rate.rate));
            strictness.chosen = chosen === null ? null : same ?? ownStop();
            slide();
        },

        /**
         * Says where it stands and what that means.
         * @param {number} comparisons How many there are.
         * @param {boolean} isShown Whether there is anything to decide.
         */
        refresh(comparisons, isShown) {
            const stop = strictness.chosen ?? ownStop();
            panel.hidden = !isShown;
            said.textContent = sayStop(stop);
            slider.setAttribute("aria-valuetext", said.textContent);
            chance.textContent = stop === null || comparisons === 0 || !isMeasured(stop.rate)
                ? ""
                : text("threshold.chance", { count: comparisons, chance: chanceText(stop.rate, comparisons) });
        },

        reset() {
            strictness.chosen = null;
            stops = [];
            slide();
        },
    };

    const ownStop = () => stops.find((stop) => stop.isOwn) ?? null;
    const slide = () => {
        const own = ownStop();
        slider.disabled = stops.length < 2;
        slider.max = String(Math.max(1, stops.length - 1));
        slider.value = own === null ? "0" : String(stops.indexOf(strictness.chosen ?? own));
    };

    slider.addEventListener("input", () => {
        strictness.chosen = stops[Number(slider.value)];
        onChange();
    });
    slide();
    return strictness;
}

/** @param {Stop | null} stop */
function sayStop(stop) {
    if (stop === null) {
        return text("threshold.unknown");
    }

    if (!isMeasured(stop.rate)) {
        return text("threshold.unmeasured");
    }

    const value = text("threshold.value", { rate: rateText(stop.rate, "rate.times") });
    return stop.isOwn ? text("threshold.own", { text: value }) : value;
}
