using System.Text.Encodings.Web;
using System.Text.Json;

namespace Skills.Engine.Inputs;

/// <summary>What inputs are written into on their way to become one element; used by one caller at a time, and again by the next.</summary>
internal sealed class InputScratch
{
    private const int MostKept = 64 * 1024;

    public InputScratch(int maxBytes, int maxDepth)
    {
        Buffer = new(maxBytes);
        Writer = new(Buffer, new JsonWriterOptions { MaxDepth = maxDepth, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public BoundedBufferWriter Buffer { get; }

    public Utf8JsonWriter Writer { get; }

    /// <summary>Wipes it for the next caller; false when it grew too large to be kept.</summary>
    public bool TryReset()
    {
        Writer.Reset();
        if (Buffer.Capacity > MostKept)
        {
            return false;
        }

        Buffer.Clear();
        return true;
    }
}
