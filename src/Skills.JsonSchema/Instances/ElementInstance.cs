using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Skills.JsonSchema.Instances;

/// <summary>An instance held by a <see cref="JsonDocument"/>.</summary>
internal readonly struct ElementInstance : IInstance<JsonElement, JsonElement.ObjectEnumerator, JsonElement.ArrayEnumerator>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public JsonValueKind Kind(JsonElement value) => value.ValueKind;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Raw(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return raw[0] == (byte)'"' ? raw[1..^1] : raw;
    }

    public int Count(JsonElement value, JsonValueKind kind) =>
        kind == JsonValueKind.Array ? value.GetArrayLength() : value.GetPropertyCount();

    public JsonElement.ObjectEnumerator Members(JsonElement value) => value.EnumerateObject();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next(ref JsonElement.ObjectEnumerator members, out ReadOnlySpan<byte> name, out JsonElement value)
    {
        if (!members.MoveNext())
        {
            name = default;
            value = default;
            return false;
        }

        var current = members.Current;
        name = JsonMarshal.GetRawUtf8PropertyName(current);
        value = current.Value;
        return true;
    }

    public JsonElement.ArrayEnumerator Items(JsonElement value) => value.EnumerateArray();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Next(ref JsonElement.ArrayEnumerator items, out JsonElement value)
    {
        var more = items.MoveNext();
        value = more ? items.Current : default;
        return more;
    }
}
