// A small chart of how a number has changed lately.

import { draw, make } from "./dom.js";
import { tenth, text } from "./wording.js";

const width = 240;
const height = 56;

export class Chart {
    /** @type {number[]} */
    #values = [];
    #area = draw("path", { class: "area" });
    #line = draw("path", { class: "line" });
    #now = make("p", { class: "now" });
    #said = make("p", { class: "hint" });

    /**
     * @param {string} id Where what is now stands.
     * @param {string} title
     * @param {{ length: number, say?: (value: number) => string }} options How many values it shows, and how one is said.
     */
    constructor(id, title, { length, say = tenth }) {
        this.title = title;
        this.length = length;
        this.say = say;
        this.#now.id = id;
        this.svg = draw("svg", { class: "chart", role: "img", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none" }, this.#area, this.#line);
        this.element = make("figure", { class: "panel" }, make("figcaption", {}, title), this.#now, this.svg, this.#said);
        this.#show("");
    }

    /**
     * Adds what is now; the oldest goes.
     * @param {number | undefined} value Nothing where it is not known.
     * @param {string} [more] What else there is to say of it.
     */
    add(value, more = "") {
        this.#values = value === undefined ? [] : [...this.#values, value].slice(-this.length);
        this.#show(more);
    }

    /** Begins anew. */
    clear() {
        this.#values = [];
    }

    /** @param {string} more */
    #show(more) {
        const last = this.#values.at(-1);
        const most = Math.max(0, ...this.#values);
        const top = Math.max(most, 1) * 1.1;
        const points = this.#values.map((value, index) => {
            const x = width - ((this.#values.length - 1 - index) * width) / (this.length - 1);
            return `${x.toFixed(1)},${(height - 1 - (value / top) * (height - 2)).toFixed(1)}`;
        });
        const path = points.length === 0 ? "" : `M${points.join("L")}`;
        this.#line.setAttribute("d", path);
        this.#area.setAttribute("d", path === "" ? "" : `${path}L${width},${height}L${points[0].split(",")[0]},${height}Z`);

        const now = last === undefined ? text("chart.none") : this.say(last);
        this.#now.textContent = now;
        this.#said.textContent = [last === undefined ? "" : text("chart.most", { most: this.say(most) }), more].filter(Boolean).join(" ");
        this.svg.setAttribute("aria-label", text("chart.summary", { title: this.title, now, most: this.say(most) }));
    }
}
