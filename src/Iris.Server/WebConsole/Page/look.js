// Two faces side by side and equally large, for a person to check.

import { byId } from "./dom.js";
import { Frame } from "./overlay.js";
import { rateOf } from "./threshold.js";
import { rateText, text } from "./wording.js";

/** @typedef {import("./overlay.js").Found} Found */

/** Brings the dialog to life. */
export function startLook() {
    const dialog = byId("look", HTMLDialogElement);
    const whole = byId("look-whole", HTMLInputElement);
    const marks = byId("look-marks", HTMLInputElement);
    /** @type {{ frame: Frame, found: Found, face: number }[]} */
    let sides = [];
    const show = () => sides.forEach(({ frame, found, face }) => frame.show(found, { zoom: whole.checked ? null : face, marks: marks.checked }));

    whole.addEventListener("change", show);
    marks.addEventListener("change", show);
    byId("look-close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", forget);

    function forget() {
        sides = [];
        ["look-target", "look-candidate", "look-name", "look-rate"].forEach((id) => byId(id).replaceChildren());
    }

    /** Closes it, and has nothing of what it showed. */
    function close() {
        forget();
        dialog.close();
    }

    /**
     * @param {import("./pictures.js").Picture} target
     * @param {Found} found What was found in it.
     * @param {import("./card.js").Card} card
     */
    function open(target, found, card) {
        const { result } = card;
        if (result?.face === undefined) {
            return;
        }

        sides = [
            { frame: new Frame(target, text("target.alt")), found, face: result.target_face ?? 0 },
            {
                frame: new Frame(card.picture, text("card.alt", { name: card.name })),
                found: { width: result.width, height: result.height, faces: [result.face] },
                face: 0,
            },
        ];
        byId("look-target").replaceChildren(sides[0].frame.element);
        byId("look-candidate").replaceChildren(sides[1].frame.element);
        byId("look-title").textContent = text("look.title");
        byId("look-name").textContent = card.name;
        byId("look-rate").textContent = rateText(rateOf(result), "rate.strangers");
        whole.checked = marks.checked = false;
        show();
        dialog.showModal();
    }

    return { open, close };
}
