namespace Skills.Engine.Generators.Yaml;

/// <summary>A value with its place in the file: the offsets of its first character and of the one after its last.</summary>
internal abstract class YamlNode(int start, int end)
{
    public int Start { get; } = start;

    public int End { get; } = end;

    /// <summary>What people call its type.</summary>
    public abstract string TypeName { get; }
}

/// <summary>What a scalar is in the core schema (YAML 1.2.2 §10.3).</summary>
internal enum YamlKind
{
    Text,
    Number,
    Boolean,
    Null,
}

internal sealed class YamlScalar(int start, int end, string text, YamlKind kind = YamlKind.Text) : YamlNode(start, end)
{
    public string Text { get; } = text;

    public YamlKind Kind { get; } = kind;

    public override string TypeName => Kind switch
    {
        YamlKind.Number => "a number",
        YamlKind.Boolean => "a boolean",
        YamlKind.Null => "nothing",
        _ => "text",
    };
}

internal sealed class YamlList(int start, int end, IReadOnlyList<YamlNode> items) : YamlNode(start, end)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override string TypeName => "a list";
}

internal sealed class YamlEntry(YamlScalar key, YamlNode value)
{
    public YamlScalar Key { get; } = key;

    public YamlNode Value { get; } = value;
}

internal sealed class YamlMap(int start, int end, IReadOnlyList<YamlEntry> entries) : YamlNode(start, end)
{
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public override string TypeName => "a mapping";

    public YamlEntry? Entry(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.Text == key)
            {
                return entry;
            }
        }

        return null;
    }

    public YamlNode? Find(string key) => Entry(key)?.Value;

    public string? Text(string key) => Find(key) is YamlScalar { Kind: YamlKind.Text } scalar ? scalar.Text : null;
}
