using System.Buffers;
using System.Text;
using Skills.Engine.Definitions;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Reads files as UTF-8 text within the size limit.</summary>
internal static class SourceLoader
{
    private const int FirstRead = 16 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // No YAML or JSON text may hold these.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(static c => (char)c).Except(['\t', '\n', '\r']), '\uFFFE', '\uFFFF']);

    /// <summary>The file's text; null after an error that was reported at <paramref name="at"/>, or at the file's beginning when that is null.</summary>
    public static SourceText? Load(string path, string name, DiagnosticList diagnostics, SkillDefinitionOptions limits, SkillNode? at = null)
    {
        try
        {
            if (File.Exists(path) && !RegularFile.Is(path))
            {
                Report(Code(at), $"'{name}' cannot be read: it is not a regular file.", name, diagnostics, at);
                return null;
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return Load(file, name, diagnostics, limits, at);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            var missing = e is FileNotFoundException or DirectoryNotFoundException;
            var sentence = missing ? $"'{name}' does not exist." : $"'{name}' cannot be read: {e.GetType().Name}.";
            Report(Code(at), sentence, name, diagnostics, at);
            return null;
        }
    }

    private static SkillDiagnosticCode Code(SkillNode? at) => at is null ? SkillDiagnosticCode.Unreadable : SkillDiagnosticCode.MissingFile;

    public static SourceText? Load(Stream stream, string name, DiagnosticList diagnostics, SkillDefinitionOptions limits, SkillNode? at = null)
    {
        // One more than the limit tells that there is more; what a stream says of its length is a guess only.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min((long)limits.MaxFileBytes + 1, stream.CanSeek ? stream.Length + 1 : FirstRead));
        try
        {
            var length = 0;
            for (int read; length <= limits.MaxFileBytes && (read = stream.Read(buffer, length, buffer.Length - length)) > 0;)
            {
                length += read;
                if (length == buffer.Length)
                {
                    buffer = Larger(buffer);
                }
            }

            if (length <= limits.MaxFileBytes)
            {
                return Decode(buffer.AsSpan(0, length), name, diagnostics, at);
            }

            Report(SkillDiagnosticCode.Unreadable, $"'{name}' is larger than {limits.MaxFileBytes} bytes. Make it smaller, or raise SkillDefinitionOptions.MaxFileBytes.", name, diagnostics, at);
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Larger(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    public static SourceText? Decode(ReadOnlySpan<byte> bytes, string name, DiagnosticList diagnostics, SkillNode? at = null)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, 0, 0xFE, 0xFF, ..] or [_, 0, _, 0, ..] or [0, _, 0, _, ..])
        {
            Report(SkillDiagnosticCode.Encoding, $"'{name}' is UTF-16 or UTF-32. Save it as UTF-8.", name, diagnostics, at);
            return null;
        }

        bytes = bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
        try
        {
            return Check(new(name, Strict.GetString(bytes)), diagnostics);
        }
        catch (DecoderFallbackException e)
        {
            var bad = Math.Clamp(e.Index, 0, bytes.Length);
            var readable = new SourceText(name, Encoding.UTF8.GetString(bytes[..bad]));
            diagnostics.Add(SkillDiagnosticCode.Encoding, readable, readable.Text.Length, 1, $"Byte {bad + 1} is not UTF-8. Save the file as UTF-8.");
            return null;
        }
    }

    /// <summary>The text; null when it holds a character that no YAML or JSON text may hold.</summary>
    public static SourceText? Check(SourceText source, DiagnosticList diagnostics)
    {
        var text = source.Text;
        if (text.AsSpan().IndexOfAny(Forbidden) is >= 0 and var i)
        {
            diagnostics.Add(SkillDiagnosticCode.Encoding, source, i, 1, $"The control character U+{(int)text[i]:X4} may not stand in the file. Remove it, or write it as an escape in double quotes.");
            return null;
        }

        return source;
    }

    private static void Report(SkillDiagnosticCode code, string sentence, string name, DiagnosticList diagnostics, SkillNode? at)
    {
        if (at is null)
        {
            diagnostics.Add(code, new SourceText(name, ""), 0, 1, sentence);
        }
        else
        {
            diagnostics.Add(code, at, sentence);
        }
    }
}
