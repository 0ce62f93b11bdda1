using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Instances;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Reporting;

/// <summary>Finds which items of an array are equal.</summary>
internal static class Duplicates
{
    /// <summary>The first item that repeats an earlier one, and that earlier one; null when all differ.</summary>
    public static (int First, int Second)? Find(JsonElement array, Tape scratch)
    {
        var raw = JsonMarshal.GetRawUtf8Value(array);
        scratch.ReadParsed(raw);
        var tape = new TapeInstance(raw, scratch.Rows);
        var seen = new Dictionary<ulong, List<(int Index, int Row)>>();
        var items = tape.Items(0);
        for (var index = 0; tape.Next(ref items, out var row); index++)
        {
            // Pairs would take a time quadratic in the length of an array that a stranger sends.
            ref var alike = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, DeepValue.Hash(tape, row), out _);
            alike ??= [];
            foreach (var (earlier, earlierRow) in alike)
            {
                if (DeepValue.Equal(tape, earlierRow, tape, row))
                {
                    return (earlier, index);
                }
            }

            alike.Add((index, row));
        }

        return null;
    }
}
