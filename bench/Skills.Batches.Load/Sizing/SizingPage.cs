namespace Skills.Batches.Load.Sizing;

/// <summary>Measures what a page of the docs shows, and writes it there.</summary>
internal static class SizingPage
{
    /// <summary>Measures growth and sizes.</summary>
    /// <param name="most">Items of the largest run.</param>
    /// <param name="docs">The folder of the docs; null prints only.</param>
    /// <param name="state">The file with what is measured so far. It is deleted at the end.</param>
    public static async Task WriteAsync(int most, string? docs, string state)
    {
        var measured = new GrowthState(state);
        var (growth, svg) = await new GrowthRun(most).MeasureAsync(measured);
        var sizes = await ItemSizes.TableAsync();
        Console.WriteLine($"{growth}\n\n{sizes}");
        if (docs is not null)
        {
            await WriteAsync(docs, growth, svg, sizes);
        }

        measured.Clear();
    }

    private static async Task WriteAsync(string docs, string growth, string svg, string sizes)
    {
        await File.WriteAllTextAsync(Path.Combine(docs, "images", "batch-growth.svg"), svg);
        var page = Path.Combine(docs, "how-to", "batch-sizing.md");
        var text = await File.ReadAllTextAsync(page);
        await File.WriteAllTextAsync(page, Replace(Replace(text, "growth", $"{growth}\n\n![Items per second by the size of the run](../images/batch-growth.svg)"), "sizes", sizes));
    }

    private static string Replace(string text, string name, string content)
    {
        var (begin, end) = ($"<!-- {name} -->\n", $"\n<!-- /{name} -->");
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal) + begin.Length, text.IndexOf(end, StringComparison.Ordinal));
        return text[..from] + content + text[to..];
    }
}
