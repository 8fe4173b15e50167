// A picture with what was found in it drawn over it.

import { draw, make } from "./dom.js";
import { text } from "./wording.js";

/**
 * @typedef {{ x: number, y: number }} Point
 * @typedef {{ x: number, y: number, width: number, height: number }} Box
 * @typedef {{ box: Box, landmarks: Record<string, Point>, quality: Record<string, number> }} Face As the server tells of it, in pixels of the upright picture.
 * @typedef {{ width?: number, height?: number, faces: Face[], main?: number }} Found Its faces, and which of them was compared.
 */

// How much is shown of a picture around a face, in sides of its box.
const surroundings = 1.9;

/** A frame for a picture, in which it is shown whole or by a face. */
export class Frame {
    #sheet = make("div", { class: "sheet" });
    /** @type {HTMLElement} */
    #content;
    #alt = "";

    /** @param {import("./pictures.js").Picture} picture @param {string} alt What it is, for those who do not see it. */
    constructor(picture, alt) {
        this.element = make("div", { class: "picture" }, this.#sheet);
        this.#content = picture.view === null ? absent(text("picture.remote")) : make("img", { src: picture.view, loading: "lazy", decoding: "async" });
        this.#content.addEventListener("error", () => {
            const place = absent(text("picture.undisplayable"));
            this.#content.replaceWith(place);
            this.#content = place;
            this.alt = this.#alt;
        });
        this.#sheet.append(this.#content);
        this.alt = alt;
    }

    /** Says what it is to those who do not see it. @param {string} alt */
    set alt(alt) {
        this.#alt = alt;
        this.#content.setAttribute(this.#content instanceof HTMLImageElement ? "alt" : "aria-label", [alt, this.#content.textContent].filter(Boolean).join(". "));
    }

    /**
     * Draws faces.
     * @param {Found} found
     * @param {{ zoom?: number | null, numbers?: boolean, marks?: boolean }} [options] Which face to show by itself; whether to number them and draw them at all.
     */
    show({ width = 0, height = 0, faces, main = 0 }, { zoom = null, numbers = false, marks = true } = {}) {
        this.#sheet.querySelector("svg")?.remove();
        if (width === 0 || height === 0) {
            return;
        }

        const face = zoom === null ? undefined : faces[zoom];
        const view = face === undefined ? { x: 0, y: 0, width, height } : around(face.box, width, height);
        this.#place(view, width, height, face !== undefined);
        if (marks) {
            const unit = Math.max(view.width, view.height) / 100;
            this.#sheet.append(draw("svg", { class: "marks", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
                ...faces.flatMap((one, index) => markOf(one, unit, index === main, numbers ? index + 1 : null))));
        }
    }

    /** Shows it whole and without marks again. */
    clear() {
        this.#sheet.querySelector("svg")?.remove();
        this.#sheet.removeAttribute("style");
        this.element.removeAttribute("style");
        this.element.classList.remove("measured");
    }

    // The sheet has the picture's shape; the frame shows the part of it that is the view.
    /** @param {Box} view @param {number} width @param {number} height @param {boolean} isSquare */
    #place(view, width, height, isSquare) {
        const { style } = this.#sheet;
        this.element.classList.add("measured");
        this.element.style.setProperty("--ratio", isSquare ? "1" : String(width / height));
        style.width = `${(100 * width) / view.width}%`;
        style.height = `${(100 * height) / view.height}%`;
        style.left = `${(-100 * view.x) / view.width}%`;
        style.top = `${(-100 * view.y) / view.height}%`;
    }
}

/** What stands where there is no picture to show. @param {string} reason */
const absent = (reason) => make("div", { class: "absent", role: "img" }, make("span", { "aria-hidden": "true" }, reason));

/**
 * A square around a face, within the picture where the face leaves room for that.
 * @param {Box} box @param {number} width @param {number} height @returns {Box}
 */
function around(box, width, height) {
    const face = Math.max(box.width, box.height);
    const side = Math.max(face, Math.min(face * surroundings, width, height));
    /** @param {number} begin @param {number} size @param {number} whole */
    const within = (begin, size, whole) => Math.max(0, Math.min(begin + (size - side) / 2, whole - side));
    return { x: within(box.x, box.width, width), y: within(box.y, box.height, height), width: side, height: side };
}

/** @param {Face} face @param {number} unit A hundredth of what is shown. @param {boolean} isMain @param {number | null} number */
function markOf({ box, landmarks }, unit, isMain, number) {
    const { x, y, width, height } = box;
    const shape = { x, y, width, height, rx: unit * 1.5 };

    // A line without a length has a round end of the same width at every size of the picture.
    /** @type {SVGElement[]} */
    const parts = [
        draw("rect", { class: "shade", ...shape }),
        draw("rect", { class: isMain ? "box main" : "box", ...shape }),
        ...Object.values(landmarks).flatMap((point) => ["halo", "mark"].map((kind) => draw("path", { class: kind, d: `M${point.x} ${point.y}h0` }))),
    ];
    if (number !== null) {
        const size = Math.max(unit * 2.6, Math.min(width / 4, unit * 5));
        parts.push(
            draw("circle", { class: "number-ground", cx: x, cy: y, r: size * 0.75 }),
            draw("text", { class: "number", x, y, "font-size": size, "text-anchor": "middle", "dominant-baseline": "central" }, String(number)));
    }

    return parts;
}
