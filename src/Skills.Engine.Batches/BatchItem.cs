using System.Text.Json;

namespace Skills.Engine.Batches;

/// <summary>One item of a run: the inputs of one execution.</summary>
/// <param name="Inputs">The inputs, an object.</param>
/// <param name="Id">The caller's own id of the item, at most 200 characters. It is copied to the result. Null for none.</param>
public sealed record BatchItem(JsonElement Inputs, string? Id = null)
{
    /// <summary>Returns the id. The inputs are left out.</summary>
    public override string ToString() => $"{nameof(BatchItem)} {Id}";
}
