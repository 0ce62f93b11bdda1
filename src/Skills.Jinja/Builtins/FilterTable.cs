using System.Collections.Frozen;

namespace Skills.Jinja.Builtins;

/// <summary>All builtin filters by name.</summary>
internal static class FilterTable
{
    internal static readonly FrozenDictionary<string, Builtin> All = Make([.. TextFilters.All, .. MarkupFilters.All, .. NumberFilters.All, .. ListFilters.All, .. SelectFilters.All]);

    /// <summary>With the <c>tojson</c> of chat templates.</summary>
    internal static readonly FrozenDictionary<string, Builtin> Chat = Make([.. All.Values.Where(static f => f.Name != "tojson"), JsonFilters.Plain]);

    private static FrozenDictionary<string, Builtin> Make(Builtin[] filters)
    {
        var table = new Dictionary<string, Builtin>();
        foreach (var filter in filters)
        {
            table[filter.Name] = filter;
        }

        table["e"] = table["escape"];
        table["d"] = table["default"];
        table["count"] = table["length"];
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
