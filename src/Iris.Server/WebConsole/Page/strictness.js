// The slider by which somebody chooses how rarely a stranger may pass.

import { byId } from "./dom.js";
import { stopsWith } from "./threshold.js";
import { chanceText, rateText, text } from "./wording.js";

/** @typedef {import("./threshold.js").Stop} Stop */

/** Brings the slider to life. @param {() => void} onChange */
export function startStrictness(onChange) {
    const panel = byId("strictness");
    const slider = byId("threshold", HTMLInputElement);
    const said = byId("threshold-text");
    const chance = byId("chance");
    let stops = stopsWith(null);

    const strictness = {
        /** Where somebody has put it; null where nobody has. @type {Stop | null} */
        chosen: null,

        /** The server has told its own. @param {import("./wording.js").Rate} own */
        learn(own) {
            const { chosen } = strictness;
            stops = stopsWith(own);
            const same = stops.find((stop) => chosen !== null && !chosen.isOwn && stop.rate?.rate === chosen.rate?.rate);
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
            if (stop.rate === null) {
                said.textContent = text("threshold.unknown");
                chance.textContent = "";
                slider.setAttribute("aria-valuetext", said.textContent);
                return;
            }

            const value = text("threshold.value", { rate: rateText(stop.rate, "rate.times") });
            said.textContent = stop.isOwn ? text("threshold.own", { text: value }) : value;
            slider.setAttribute("aria-valuetext", said.textContent);
            chance.textContent = comparisons === 0
                ? ""
                : text("threshold.chance", { count: comparisons, chance: chanceText(stop.rate, comparisons) });
        },

        reset() {
            strictness.chosen = null;
            stops = stopsWith(null);
            slide();
        },
    };

    const ownStop = () => /** @type {Stop} */ (stops.find((stop) => stop.isOwn));
    const slide = () => {
        slider.max = String(stops.length - 1);
        slider.value = String(stops.indexOf(strictness.chosen ?? ownStop()));
    };

    slider.addEventListener("input", () => {
        strictness.chosen = stops[Number(slider.value)];
        onChange();
    });
    slide();
    return strictness;
}
