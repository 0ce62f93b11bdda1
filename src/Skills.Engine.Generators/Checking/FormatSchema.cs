using Skills.Engine.Generators.Yaml;

namespace Skills.Engine.Generators.Checking;

/// <summary>The schema of skill files, which is in this assembly. It is JSON, and so YAML.</summary>
internal static class FormatSchema
{
    private static readonly Lazy<YamlMap> Loaded = new(Load);

    public static YamlMap Root => Loaded.Value;

    /// <summary>Follows <c>#/$defs/name</c>, the only form that the schema uses. Keywords beside it still apply.</summary>
    public static YamlMap? Target(YamlMap schema) =>
        schema.Text("$ref") is { } reference ? ((YamlMap)Root.Find("$defs")!).Find(reference.Substring("#/$defs/".Length)) as YamlMap : null;

    private static YamlMap Load()
    {
        using var stream = typeof(FormatSchema).Assembly.GetManifestResourceStream("skill.schema.json")!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        return (YamlMap)YamlReader.Read(text, 0, text.Length).Root!;
    }
}
