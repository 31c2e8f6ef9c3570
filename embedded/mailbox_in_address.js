
// Opens the mailbox that the address names, as in http://.../#jane@example.org
(() => {
  const show = () => {
    const wanted = decodeURIComponent(location.hash.slice(1)).toLowerCase();
    if (!wanted) return;
    const accounts = document.querySelector("#accounts");
    const known = accounts && [...accounts.options].some((option) => option.value === wanted);
    if (!known) return void setTimeout(show, 250);
    accounts.value = wanted;
    accounts.dispatchEvent(new Event("change"));
  };
  addEventListener("load", show);
  addEventListener("hashchange", show);
})();
