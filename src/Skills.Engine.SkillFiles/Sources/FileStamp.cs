using System.Buffers;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Tells whether a file holds the same as before. Times and lengths do not: links are exchanged, and copies keep their times.</summary>
internal static class FileStamp
{
    /// <summary>A hash of what a file holds; null when there is no file to read.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <param name="maxBytes">Largest file that is read. Of a larger one the length and the time count.</param>
    public static UInt128? Of(string path, int maxBytes)
    {
        try
        {
            if (!RegularFile.Is(path))
            {
                return null;
            }

            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            return length > maxBytes ? new UInt128((ulong)length, (ulong)File.GetLastWriteTimeUtc(path).Ticks) : HashOf(file, (int)length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    // Read in one go, and hashed without a state: nearly all that a reload does.
    private static UInt128 HashOf(SafeFileHandle file, int length)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var read = 0;
            for (int count; read < length && (count = RandomAccess.Read(file, bytes.AsSpan(read, length - read), read)) > 0;)
            {
                read += count;
            }

            return XxHash128.HashToUInt128(bytes.AsSpan(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
