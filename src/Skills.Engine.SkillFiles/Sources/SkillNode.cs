using System.Text.Json;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>A value of a skill file with its place. The tree is immutable; an alias shares the node it names.</summary>
internal abstract class SkillNode(SourceText source, int start, int end)
{
    public SourceText Source { get; } = source;

    public int Start { get; } = start;

    public int End { get; } = end;

    /// <summary>Values in this tree with aliases expanded.</summary>
    public long Size { get; protected init; } = 1;

    /// <summary>Lists and mappings nested in each other, this one included; a scalar has none.</summary>
    public int Depth { get; protected init; }

    /// <summary>What people call its type.</summary>
    public abstract string TypeName { get; }

    public abstract void WriteTo(Utf8JsonWriter writer);

    /// <summary>The value as JSON, on its own memory.</summary>
    public JsonElement ToJson()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new() { SkipValidation = true }))
        {
            WriteTo(writer);
        }

        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length), new() { MaxDepth = 1000 });
    }

    /// <summary>The node a JSON Pointer names, or the last one on the way to it.</summary>
    public SkillNode Nearest(string pointer)
    {
        var node = this;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var key = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var next = node switch
            {
                MapNode map => map.Find(key)?.Value,
                ListNode list when int.TryParse(key, out var index) && index >= 0 && index < list.Items.Count => list.Items[index],
                _ => null,
            };

            if (next is null)
            {
                return node;
            }

            node = next;
        }

        return node;
    }
}

/// <summary>What a plain scalar stands for in YAML's core schema, or in JSON.</summary>
internal enum ScalarKind
{
    String,
    Number,
    Boolean,
    Null,
}

/// <summary>How a scalar is written, which says how its text maps to the file.</summary>
internal enum ScalarStyle
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Block,

    /// <summary>A piece of the file as it is, such as the body of a <c>.skill.md</c>.</summary>
    Raw,

    /// <summary>Written by an importer; it stands at the place of what it was made from.</summary>
    Generated,
}

internal sealed class ScalarNode(SourceText source, int start, int end, string text, ScalarKind kind, ScalarStyle style) : SkillNode(source, start, end)
{
    /// <summary>The text; of a number the JSON spelling.</summary>
    public string Text { get; } = text;

    public ScalarKind Kind { get; } = kind;

    public ScalarStyle Style { get; } = style;

    /// <summary>Where each character of the text stands in the file; made when it is first asked for.</summary>
    public int[] Places => field ??= ScalarPlaces.Map(this);

    public override string TypeName => Kind switch
    {
        ScalarKind.Number => "a number",
        ScalarKind.Boolean => "a boolean",
        ScalarKind.Null => "nothing",
        _ => "text",
    };

    public override void WriteTo(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case ScalarKind.Number:
                writer.WriteRawValue(Text, skipInputValidation: true);
                break;
            case ScalarKind.Boolean:
                writer.WriteBooleanValue(Text == "true");
                break;
            case ScalarKind.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteStringValue(Text);
                break;
        }
    }
}

internal sealed class ListNode : SkillNode
{
    public ListNode(SourceText source, int start, int end, IReadOnlyList<SkillNode> items) : base(source, start, end)
    {
        Items = items;
        Size = 1 + items.Sum(static i => i.Size);
        Depth = 1 + (items.Count == 0 ? 0 : items.Max(static i => i.Depth));
    }

    public IReadOnlyList<SkillNode> Items { get; }

    public override string TypeName => "a list";

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var item in Items)
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
    }
}

/// <summary>A key with its value.</summary>
internal sealed record MapEntry(ScalarNode Key, SkillNode Value);

internal sealed class MapNode : SkillNode
{
    private readonly Dictionary<string, MapEntry> _byKey = [];

    /// <summary>Of keys that appear twice the first counts.</summary>
    public MapNode(SourceText source, int start, int end, IReadOnlyList<MapEntry> entries) : base(source, start, end)
    {
        Entries = entries;
        foreach (var entry in entries)
        {
            _byKey.TryAdd(entry.Key.Text, entry);
        }

        Size = 1 + entries.Sum(static e => e.Value.Size);
        Depth = 1 + (entries.Count == 0 ? 0 : entries.Max(static e => e.Value.Depth));
    }

    public IReadOnlyList<MapEntry> Entries { get; }

    public override string TypeName => "a mapping";

    public MapEntry? Find(string key) => _byKey.GetValueOrDefault(key);

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (key, entry) in _byKey)
        {
            writer.WritePropertyName(key);
            entry.Value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
