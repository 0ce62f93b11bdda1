using System.Security.Cryptography;
using System.Text;

namespace Skills.Engine.Evaluation.Reports;

/// <summary>Style and script of the page. The page's policy names their hashes, so nothing else can run or style.</summary>
internal static class HtmlAssets
{
    public const string Style = """
        :root{color-scheme:light dark;--bad:#b3261e;--ok:#1a7f37;--warn:#9a6700;--line:#8886;--soft:#8881}
        body{font:14px/1.5 system-ui,sans-serif;margin:1.5rem;max-width:110rem}
        h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
        code,pre{font:12px/1.45 ui-monospace,monospace}pre{margin:.3rem 0;padding:.5rem;background:var(--soft);white-space:pre-wrap;overflow-wrap:anywhere;max-height:30rem;overflow:auto}
        table{border-collapse:collapse;width:100%}th,td{border:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top}
        .matrix table{table-layout:fixed}.matrix .case{width:30%}.matrix td{overflow-wrap:anywhere;border-top:0}
        .matrix .head{position:sticky;top:0;background:Canvas;z-index:1}
        .block{content-visibility:auto;contain-intrinsic-size:auto 2100px}
        summary{cursor:pointer}.passed>summary{color:var(--ok)}.failed>summary,.error>summary,.stop{color:var(--bad)}.flaky>summary{color:var(--warn)}
        .muted{opacity:.7}.mark{border:1px solid var(--warn);border-radius:.3rem;padding:0 .25rem;font-size:11px}
        .add{color:var(--ok)}.del{color:var(--bad)}
        .charts{display:flex;gap:2rem;flex-wrap:wrap}figure{margin:0}svg text{font:11px system-ui,sans-serif;fill:currentColor}
        .bar{fill:#3b6fb6}.bar2{fill:#9bbbe3}
        .filters{display:flex;gap:1rem;margin:.5rem 0}input,select{font:inherit;padding:.2rem .4rem}
        """;

    public const string Script = """
        (function () {
          var text = document.getElementById('text'), outcome = document.getElementById('outcome'), shown = document.getElementById('shown');
          var blocks = Array.prototype.slice.call(document.querySelectorAll('.block'));
          function fits(row, wanted, kind) {
            return (!wanted || row.getAttribute('data-name').indexOf(wanted) >= 0) && (!kind || row.getAttribute('data-outcomes').split(' ').indexOf(kind) >= 0);
          }
          function apply() {
            var wanted = text.value.toLowerCase(), kind = outcome.value, count = 0, all = 0;
            blocks.forEach(function (block) {
              var left = 0, rows = block.querySelectorAll('tr[data-name]');
              for (var i = 0; i < rows.length; i++) {
                rows[i].hidden = !fits(rows[i], wanted, kind);
                left += rows[i].hidden ? 0 : 1;
              }
              block.hidden = left === 0;
              block.style.containIntrinsicSize = 'auto ' + left * 53 + 'px';
              count += left;
              all += rows.length;
            });
            shown.textContent = count + ' of ' + all + ' cases';
          }
          text.addEventListener('input', apply);
          outcome.addEventListener('change', apply);
          apply();
        })();
        """;

    public static string Policy { get; } =
        $"default-src 'none'; style-src '{HashOf(Style)}'; script-src '{HashOf(Script)}'; base-uri 'none'; form-action 'none'";

    private static string HashOf(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
