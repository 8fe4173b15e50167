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
    #said = make("p", { class: "hint" });

    /** @param {string} title @param {number} length How many values it shows. */
    constructor(title, length) {
        this.title = title;
        this.length = length;
        this.svg = draw("svg", { class: "chart", role: "img", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none" }, this.#area, this.#line);
        this.element = make("figure", { class: "panel" }, make("figcaption", {}, title), this.svg, this.#said);
        this.#show();
    }

    /** Adds what is now; the oldest goes. @param {number} value */
    add(value) {
        this.#values = [...this.#values, value].slice(-this.length);
        this.#show();
    }

    #show() {
        const now = this.#values.at(-1) ?? 0;
        const most = Math.max(0, ...this.#values);
        const top = Math.max(most, 1) * 1.1;
        const points = this.#values.map((value, index) => {
            const x = width - ((this.#values.length - 1 - index) * width) / (this.length - 1);
            return `${x.toFixed(1)},${(height - 1 - (value / top) * (height - 2)).toFixed(1)}`;
        });
        const path = points.length === 0 ? "" : `M${points.join("L")}`;
        this.#line.setAttribute("d", path);
        this.#area.setAttribute("d", path === "" ? "" : `${path}L${width},${height}L${points[0].split(",")[0]},${height}Z`);
        this.svg.setAttribute("aria-label", text("chart.summary", { title: this.title, now: tenth(now), most: tenth(most) }));
        this.#said.textContent = text("chart.now", { now: tenth(now), most: tenth(most) });
    }
}
