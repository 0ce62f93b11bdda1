using System.Text.Json;

namespace Skills.JsonSchema.Instances;

/// <summary>One value or property name of an instance laid out flat. A property is its name's row followed by its value's.</summary>
internal struct TapeRow
{
    /// <summary>Where the token starts in the text; for strings and names, behind the quote.</summary>
    public int Start;

    /// <summary>Bytes of the token; strings and names without quotes, containers from bracket to bracket.</summary>
    public int Length;

    /// <summary>The row behind this value and everything in it.</summary>
    public int Next;

    /// <summary>Items or properties of a container.</summary>
    public int Count;

    /// <summary>The kind of value; <see cref="JsonValueKind.Undefined"/> marks a property name.</summary>
    public JsonValueKind Kind;
}
