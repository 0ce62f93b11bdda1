using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Skills.Json.Canonical;

/// <summary>Finds where a JSON string ends or has an escape.</summary>
internal static class QuoteScan
{
    /// <summary>Returns the offset of the next quote or backslash; -1 without one.</summary>
    public static int QuoteOrBackslash(ReadOnlySpan<byte> text, int at)
    {
        // Most strings are short: sixteen letters are looked at where a call would take longer.
        text = text[at..];
        if (text.Length >= Vector128<byte>.Count)
        {
            var letters = Vector128.LoadUnsafe(in MemoryMarshal.GetReference(text));
            var found = Vector128.Equals(letters, Vector128.Create((byte)'"')) | Vector128.Equals(letters, Vector128.Create((byte)'\\'));
            if (found != Vector128<byte>.Zero)
            {
                return at + BitOperations.TrailingZeroCount(found.ExtractMostSignificantBits());
            }
        }

        var further = text.IndexOfAny((byte)'"', (byte)'\\');
        return further < 0 ? -1 : at + further;
    }
}
