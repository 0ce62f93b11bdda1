using System.Text.Json;

namespace Skills.Cli.Batching;

/// <summary>The inputs of one line.</summary>
/// <param name="Number">The number of the row, from 1, without the header of CSV.</param>
/// <param name="Inputs">An object.</param>
internal sealed record Row(int Number, JsonElement Inputs);
