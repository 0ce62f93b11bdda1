using System.Text.Json;

namespace Skills.JsonSchema.Defaults;

/// <summary>What is to be added to one object or within one array.</summary>
internal sealed class DefaultsPatch
{
    /// <summary>Properties to add: the name as written between its quotes, the value, and what to add within it.</summary>
    public List<(byte[] Name, JsonElement Value, DefaultsPatch? Patch)> Added { get; } = [];

    /// <summary>By position, what to add within properties or items that are there.</summary>
    public Dictionary<int, DefaultsPatch> Within { get; } = [];
}
