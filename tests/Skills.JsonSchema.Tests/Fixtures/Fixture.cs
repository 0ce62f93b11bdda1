namespace Skills.JsonSchema.Tests.Fixtures;

/// <summary>
/// A case of the text files beside this one: a title, the drafts it holds for, options, a schema, and instances with what is wrong in each.
/// The verdicts, places and keywords were written by python-jsonschema, with decimals for numbers that are divided. These differ by intent:
/// what is left unevaluated is reported at the value itself, too few matches of <c>contains</c> under <c>minContains</c> when that is there, and a
/// value of a wrong type is not validated against <c>enum</c> as well. A bound is exact where that validator has only a double.
/// </summary>
internal sealed record Fixture(string File, string Title, IReadOnlyList<string> Drafts, string Schema, IReadOnlyList<FixtureInstance> Instances)
{
    public static IEnumerable<Fixture> All() =>
        Directory.EnumerateFiles(Folder(), "*.txt").Order(StringComparer.Ordinal).SelectMany(static file => Read(Path.GetFileNameWithoutExtension(file), System.IO.File.ReadAllText(file)));

    public static JsonSchemaDraft DraftOf(string name) => name switch
    {
        "4" => JsonSchemaDraft.Draft4,
        "6" => JsonSchemaDraft.Draft6,
        "7" => JsonSchemaDraft.Draft7,
        "2019-09" => JsonSchemaDraft.Draft201909,
        "2020-12" => JsonSchemaDraft.Draft202012,
        _ => throw new ArgumentException($"There is no draft {name}.", nameof(name)),
    };

    private static IEnumerable<Fixture> Read(string file, string text) =>
        text.Split("== ", StringSplitOptions.RemoveEmptyEntries).Select(block => ReadOne(file, block.Split('\n', StringSplitOptions.RemoveEmptyEntries)));

    private static Fixture ReadOne(string file, string[] lines)
    {
        var instances = new List<FixtureInstance>();
        foreach (var line in lines[3..])
        {
            if (line.StartsWith(' '))
            {
                instances[^1].Errors.Add(line.Trim());
            }
            else
            {
                instances.Add(new(line[8..], line.StartsWith("valid", StringComparison.Ordinal)));
            }
        }

        return new(file, lines[0], lines[1][8..].Split(' '), lines[2][8..], instances);
    }

    private static string Folder() => Path.Combine(AppContext.BaseDirectory, "Fixtures");
}

/// <summary>An instance, its verdict, and a line for each place and keyword at fault.</summary>
internal sealed record FixtureInstance(string Text, bool IsValid)
{
    public List<string> Errors { get; } = [];
}
