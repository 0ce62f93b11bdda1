using System.Globalization;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Reading;

/// <summary>
/// Reads a mapping key by key. What was never asked for is unknown: so every key the file may have is one that is read.
/// </summary>
internal sealed class KeyReader(MapNode map, string where, DiagnosticList diagnostics)
{
    private readonly List<string> _offered = [];
    private readonly List<string> _otherSpellings = [];

    public MapNode Map { get; } = map;

    /// <summary>The value of a key; null when it is absent.</summary>
    public SkillNode? Take(string key)
    {
        _offered.Add(key);
        return Map.Find(key)?.Value;
    }

    /// <summary>The value under a second spelling, which is taken but not offered to people.</summary>
    public SkillNode? Take(string key, string otherSpelling)
    {
        _otherSpellings.Add(otherSpelling);
        return Take(key) ?? Map.Find(otherSpelling)?.Value;
    }

    public ScalarNode? TextNode(string key) => AsText(Take(key), $"'{key}'");

    public string? Text(string key) => TextNode(key)?.Text;

    public string? RequiredText(string key)
    {
        if (Take(key) is null)
        {
            Missing(key);
        }

        return Text(key);
    }

    public void Missing(string key) => diagnostics.Add(SkillDiagnosticCode.MissingKey, Map.Source, Map.Start, 1, $"'{key}' is missing in {where}.");

    public ScalarNode? AsText(SkillNode? node, string what)
    {
        switch (node)
        {
            case null:
                return null;
            case ScalarNode { Kind: ScalarKind.String } text:
                return text;
            case ScalarNode { Kind: ScalarKind.Null }:
                WrongType(node, what, "text");
                return null;
            case ScalarNode:
                diagnostics.Add(SkillDiagnosticCode.WrongType, node, $"{what} must be text, but this is {node.TypeName}. Put it in quotes.");
                return null;
            default:
                WrongType(node, what, "text");
                return null;
        }
    }

    public bool? Bool(string key)
    {
        switch (Take(key))
        {
            case null:
                return null;
            case ScalarNode { Kind: ScalarKind.Boolean } flag:
                return flag.Text == "true";
            case ScalarNode { Text: var word } spoken when word.ToUpperInvariant() is "YES" or "ON" or "Y" or "NO" or "OFF" or "N" or "TRUE" or "FALSE":
                var meant = word.ToUpperInvariant() is "YES" or "ON" or "Y" or "TRUE" ? "true" : "false";
                diagnostics.Add(SkillDiagnosticCode.WrongType, spoken, $"'{key}' must be true or false, but this is text. Write {meant}.");
                return null;
            case var other:
                WrongType(other, $"'{key}'", "true or false");
                return null;
        }
    }

    public int? Int(string key, int min = 0, int max = int.MaxValue) => (int?)Long(key, min, max);

    public long? Long(string key, long min, long max)
    {
        var node = Take(key);
        if (node is null)
        {
            return null;
        }

        if (node is not ScalarNode { Kind: ScalarKind.Number } number || !decimal.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || value != decimal.Truncate(value))
        {
            diagnostics.Add(SkillDiagnosticCode.WrongType, node, $"'{key}' must be a whole number, but this is {(node is ScalarNode { Kind: ScalarKind.Number } part ? part.Text : node.TypeName)}.");
            return null;
        }

        if (value < min || value > max)
        {
            diagnostics.Add(SkillDiagnosticCode.OutOfRange, node, max is int.MaxValue or long.MaxValue ? FormattableString.Invariant($"'{key}' must be at least {min}.") : FormattableString.Invariant($"'{key}' must lie between {min} and {max}."));
            return null;
        }

        return (long)value;
    }

    public decimal? Decimal(string key, decimal min, decimal max)
    {
        var node = Take(key);
        if (node is null)
        {
            return null;
        }

        if (node is not ScalarNode { Kind: ScalarKind.Number } number)
        {
            WrongType(node, $"'{key}'", "a number");
            return null;
        }

        if (!decimal.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || value < min || value > max)
        {
            var bounds = max == decimal.MaxValue ? FormattableString.Invariant($"be at least {min}") : FormattableString.Invariant($"lie between {min} and {max}");
            diagnostics.Add(SkillDiagnosticCode.OutOfRange, node, string.Create(CultureInfo.InvariantCulture, $"'{key}' must {bounds}."));
            return null;
        }

        return value;
    }

    /// <summary>One of a table's words; null when absent or wrong.</summary>
    public T? Word<T>(string key, IReadOnlyList<(string Word, T Value)> words) where T : struct => Word(TextNode(key), $"'{key}'", words);

    public T? Word<T>(ScalarNode? node, string what, IReadOnlyList<(string Word, T Value)> words) where T : struct
    {
        if (node is null)
        {
            return null;
        }

        foreach (var (word, value) in words)
        {
            if (word == node.Text)
            {
                return value;
            }
        }

        var names = words.Select(static w => w.Word).ToList();
        diagnostics.Add(SkillDiagnosticCode.NotAllowed, node, $"{what} is '{node.Text}'; it must be one of {string.Join(", ", names)}.{NearestName.Hint(node.Text, names)}");
        return null;
    }

    public TimeSpan? Duration(string key, bool zero)
    {
        if (Take(key) is ScalarNode { Kind: ScalarKind.Number } bare)
        {
            diagnostics.Add(SkillDiagnosticCode.WrongType, bare, $"'{key}' must be a duration with its unit, such as {bare.Text}s or {bare.Text}ms.");
            return null;
        }

        if (TextNode(key) is not { } node)
        {
            return null;
        }

        if (DurationText.Parse(node.Text) is not { } value)
        {
            diagnostics.Add(SkillDiagnosticCode.BadForm, node, $"'{key}' must be a duration such as 500ms, 20s, 1h30m, 7d or ISO 8601 (PT20S), at most 1,000 years.");
            return null;
        }

        if (value == TimeSpan.Zero && !zero)
        {
            diagnostics.Add(SkillDiagnosticCode.OutOfRange, node, $"'{key}' must be more than zero.");
            return null;
        }

        return value;
    }

    /// <summary>A list of texts as nodes; empty when absent.</summary>
    public IReadOnlyList<ScalarNode> TextNodes(string key, bool distinct = false)
    {
        var texts = new List<ScalarNode>();
        foreach (var item in Items(key))
        {
            if (AsText(item, $"An entry of '{key}'") is not { } text)
            {
                continue;
            }

            if (distinct && texts.Exists(t => t.Text == text.Text))
            {
                diagnostics.Add(SkillDiagnosticCode.Repeated, text, $"'{text.Text}' appears twice in '{key}'.");
                continue;
            }

            texts.Add(text);
        }

        return texts;
    }

    public IReadOnlyList<string> Texts(string key, bool distinct = false) => [.. TextNodes(key, distinct).Select(static t => t.Text)];

    /// <summary>The entries of a list; empty when absent or no list.</summary>
    public IReadOnlyList<SkillNode> Items(string key)
    {
        switch (Take(key))
        {
            case null:
                return [];
            case ListNode list:
                return list.Items;
            case ScalarNode { Kind: ScalarKind.String, Style: ScalarStyle.Plain } single:
                diagnostics.Add(SkillDiagnosticCode.WrongType, single, $"'{key}' must be a list, but this is text. Write [{single.Text}].");
                return [];
            case var other:
                WrongType(other, $"'{key}'", "a list");
                return [];
        }
    }

    public MapNode? MapOf(string key) => AsMap(Take(key), $"'{key}'");

    public MapNode? AsMap(SkillNode? node, string what)
    {
        if (node is null or MapNode)
        {
            return (MapNode?)node;
        }

        WrongType(node, what, "a mapping");
        return null;
    }

    /// <summary>A reader for the mapping under a key; null when absent or no mapping.</summary>
    public KeyReader? Section(string key) => MapOf(key) is { } inner ? new(inner, $"'{key}'", diagnostics) : null;

    public void WrongType(SkillNode node, string what, string wanted) =>
        diagnostics.Add(SkillDiagnosticCode.WrongType, node, $"{what} must be {wanted}, but this is {node.TypeName}.");

    private static bool IsInvisible(char c) =>
        c != ' ' && char.GetUnicodeCategory(c) is UnicodeCategory.SpaceSeparator or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>Keys nobody asked for.</summary>
    public IEnumerable<MapEntry> Rest() => Map.Entries.Where(e => !_offered.Contains(e.Key.Text) && !_otherSpellings.Contains(e.Key.Text));

    /// <summary>Reports the keys nobody asked for.</summary>
    /// <param name="more">Further keys that may have been meant.</param>
    public void End(params IReadOnlyList<string> more)
    {
        foreach (var (key, _) in Rest().TakeWhile(_ => !diagnostics.IsFull))
        {
            var names = _offered.Concat(more).Distinct().ToList();
            if (key.Text.FirstOrDefault(IsInvisible) is not '\0' and var invisible)
            {
                diagnostics.Add(SkillDiagnosticCode.UnknownKey, key, $"This key holds the character U+{(int)invisible:X4}, which cannot be seen or looks like a space. Remove it.");
                continue;
            }

            var hint = NearestName.Hint(key.Text, names);
            diagnostics.Add(SkillDiagnosticCode.UnknownKey, key, hint.Length > 0
                ? $"Unknown key '{key.Text}' in {where}.{hint}"
                : $"Unknown key '{key.Text}' in {where}. Known here: {string.Join(", ", names)}.");
        }
    }
}
