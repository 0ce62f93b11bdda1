namespace Skills.Tests;

/// <summary>A part of a page that is written from the code.</summary>
internal static class GeneratedPart
{
    /// <summary>Returns the part as the page has it. With <c>SKILLS_UPDATE_DOCS=true</c> the wanted text is written into the page first.</summary>
    public static string Text(string page, string part, string wanted)
    {
        var (open, close) = ($"<!-- {part}: written from the source -->", $"<!-- end of {part} -->");
        var path = Path.Combine(Root(), page);
        var text = Page(page);
        var (start, end) = (text.IndexOf(open, StringComparison.Ordinal), text.IndexOf(close, StringComparison.Ordinal));
        if (start < 0 || end < start)
        {
            throw new InvalidOperationException($"{page} has no part '{part}'.");
        }

        start += open.Length;
        if (Environment.GetEnvironmentVariable("SKILLS_UPDATE_DOCS") == "true")
        {
            File.WriteAllText(path, $"{text[..start]}\n\n{wanted}\n\n{text[end..]}");
            return wanted;
        }

        return text[start..end].Trim();
    }

    /// <summary>Returns a page, with lines that end as on Linux.</summary>
    public static string Page(string page) => File.ReadAllText(Path.Combine(Root(), page)).ReplaceLineEndings("\n");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Skills.Engine.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests must run inside the repository.");
    }
}
