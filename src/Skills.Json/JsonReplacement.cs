using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Skills.Json;

/// <summary>Puts values at JSON Pointers into a value, or removes them.</summary>
public static class JsonReplacement
{
    /// <summary>Returns a copy of <paramref name="root"/> with each pointer's value replaced. A property that is absent is added when its parent exists.</summary>
    /// <param name="root">The value.</param>
    /// <param name="changes">The new value for each pointer; null removes the old one.</param>
    public static JsonElement Apply(JsonElement root, IReadOnlyDictionary<string, JsonElement?> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.TryGetValue("", out var whole))
        {
            return whole ?? JsonElement.Parse("null");
        }

        var tree = new Branch();
        foreach (var (pointer, value) in changes)
        {
            tree.Add(JsonPointer.Split(pointer), value);
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, root, tree);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, Branch branch)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            WriteObject(writer, value, branch);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            WriteArray(writer, value, branch);
        }
        else
        {
            value.WriteTo(writer);
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement value, Branch branch)
    {
        writer.WriteStartObject();
        foreach (var property in value.EnumerateObject())
        {
            WriteMember(writer, property.Name, property.Value, branch);
        }

        foreach (var (name, child) in branch.Children)
        {
            if (child is { HasValue: true, Value: { } added } && !value.TryGetProperty(name, out _))
            {
                writer.WritePropertyName(name);
                added.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, JsonElement value, Branch branch)
    {
        if (!branch.Children.TryGetValue(name, out var child))
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
        else if (!child.HasValue)
        {
            writer.WritePropertyName(name);
            Write(writer, value, child);
        }
        else if (child.Value is { } replacement)
        {
            writer.WritePropertyName(name);
            replacement.WriteTo(writer);
        }
    }

    private static void WriteArray(Utf8JsonWriter writer, JsonElement value, Branch branch)
    {
        writer.WriteStartArray();
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (!branch.Children.TryGetValue(index.ToString(CultureInfo.InvariantCulture), out var child))
            {
                item.WriteTo(writer);
            }
            else if (!child.HasValue)
            {
                Write(writer, item, child);
            }
            else
            {
                child.Value?.WriteTo(writer);
            }

            index++;
        }

        writer.WriteEndArray();
    }

    private sealed class Branch
    {
        public Dictionary<string, Branch> Children { get; } = new(StringComparer.Ordinal);

        public bool HasValue { get; private set; }

        public JsonElement? Value { get; private set; }

        public void Add(ReadOnlySpan<string> path, JsonElement? value)
        {
            if (path.IsEmpty)
            {
                (HasValue, Value) = (true, value);
                return;
            }

            if (!Children.TryGetValue(path[0], out var child))
            {
                Children[path[0]] = child = new();
            }

            child.Add(path[1..], value);
        }
    }
}
