using System.IO.Hashing;

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

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (file.Length > maxBytes)
            {
                return new UInt128((ulong)file.Length, (ulong)File.GetLastWriteTimeUtc(path).Ticks);
            }

            var hash = new XxHash128();
            hash.Append(file);
            return hash.GetCurrentHashAsUInt128();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }
}
