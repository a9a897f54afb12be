/*
 * <country-name code="VN">VN</country-name>: the country's name in the page's language, as the browser knows it.
 * Where it does not, and without scripts, the code stays.
 */
class CountryName extends HTMLElement {
  connectedCallback() {
    const { lang } = this.closest("[lang]");
    const names = new Intl.DisplayNames([lang, "en"], { type: "region", fallback: "none" });
    const name = names.of(this.getAttribute("code"));
    if (name) this.textContent = name;
  }
}

customElements.define("country-name", CountryName);
