namespace Skills.Engine.SkillFiles.Sources;

/// <summary>How the lines of a YAML file are indented.</summary>
internal sealed class YamlLines(SourceText source)
{
    // Lines further above are not checked.
    private const int MostLinesBack = 50;

    /// <summary>The file.</summary>
    public SourceText Source => source;

    /// <summary>How far a line is indented.</summary>
    public int Indent(int line) => source.Line(line).Length - source.Line(line).TrimStart().Length;

    /// <summary>Where a line's key begins: that of a list's entry is behind the hyphen.</summary>
    public int KeyIndent(int line) => Indent(line) + (IsEntry(line) ? 2 : 0);

    /// <summary>The lines above one, the nearest first, without those that hold no content.</summary>
    public IEnumerable<int> Above(int line) => Enumerable.Range(1, Math.Min(line - 1, MostLinesBack)).Select(back => line - back)
        .Where(above => source.Line(above).AsSpan().Trim() is not ("" or ['#', ..]));

    /// <summary>Whether a line is no entry of the list that it is indented for.</summary>
    public bool IsAmongEntries(int line)
    {
        var nearest = Above(line).FirstOrDefault(above => Indent(above) <= Indent(line));
        return !IsEntry(line) && nearest > 0 && IsEntry(nearest) && KeyIndent(nearest) != Indent(line);
    }

    /// <summary>The offset of a tab in a line's indentation; null without.</summary>
    public int? Tab(int line)
    {
        var text = source.Line(line);
        var indent = text.Length - text.TrimStart(' ', '\t').Length;
        var tab = text.AsSpan(0, indent).IndexOf('\t');
        return tab >= 0 && indent < text.Length ? source.LineStart(line) + tab : null;
    }

    private bool IsEntry(int line) => source.Line(line).AsSpan().TrimStart() is ['-', ' ', ..];
}
