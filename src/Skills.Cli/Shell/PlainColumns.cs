namespace Skills.Cli.Shell;

/// <summary>Writes rows as aligned columns without borders, one line each.</summary>
internal static class PlainColumns
{
    private const int Widest = 80;

    public static void Write(TextWriter writer, IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var lines = rows.Select(static row => (IReadOnlyList<string>)[.. row.Select(static c => PlainText.Line(c, Widest))]).Prepend(headers).ToList();
        var widths = Enumerable.Range(0, headers.Count).Select(i => lines.Max(line => line[i].Length)).ToList();
        foreach (var line in lines)
        {
            writer.WriteLine(string.Join("  ", line.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }
    }
}
