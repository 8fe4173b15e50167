// Elements. Texts are only ever set as texts: a name that looks like HTML is shown as it is.

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * An element of the page that is there from the beginning.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} [type] What it must be.
 * @returns {T}
 */
export function byId(id, type) {
    const element = document.getElementById(id);
    if (!(element instanceof (type ?? HTMLElement))) {
        throw new Error(`The page has no ${id}.`);
    }

    return /** @type {T} */ (element);
}

/**
 * Makes an element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean>} [attributes] A false one is left out.
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    dress(element, attributes);
    element.append(...children);
    return element;
}

/**
 * Makes an element of a drawing.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean>} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function draw(tag, attributes = {}, ...children) {
    const element = /** @type {SVGElementTagNameMap[K]} */ (document.createElementNS(svgNamespace, tag));
    dress(element, attributes);
    element.append(...children);
    return element;
}

/** @param {Element} element @param {Record<string, string | number | boolean>} attributes */
function dress(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
        if (value !== false) {
            element.setAttribute(name, value === true ? "" : String(value));
        }
    }
}
