namespace Skills.Json.Types;

/// <summary>Compares names as people write them: <c>in_progress</c>, <c>in-progress</c> and <c>InProgress</c> are one name.</summary>
internal static class FoldedName
{
    public static string Of(string name) => string.Concat(name.Where(static c => c is not ('_' or '-' or ' '))).ToUpperInvariant();

    /// <summary>Indexes by folded name; a name that two entries share names neither.</summary>
    public static Dictionary<string, T> Index<T>(IEnumerable<(string Name, T Value)> entries) where T : class
    {
        var index = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var group in entries.GroupBy(static e => Of(e.Name), StringComparer.Ordinal))
        {
            var values = group.Select(static e => e.Value).Distinct().ToList();
            if (values is [var only])
            {
                index[group.Key] = only;
            }
        }

        return index;
    }
}
