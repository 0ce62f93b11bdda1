using System.IO.Hashing;
using System.Runtime.InteropServices;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Folders;

/// <summary>A fingerprint of what folders hold: which files there are, what their links point at, and their times and lengths.</summary>
/// <param name="roots">The folders.</param>
/// <param name="options">Bounds of the search.</param>
internal sealed class FolderPrint(IReadOnlyList<string> roots, SkillDefinitionOptions options)
{
    /// <summary>The fingerprint now. A folder that cannot be read is part of it.</summary>
    public UInt128 Take()
    {
        var hash = new XxHash128();
        foreach (var root in roots)
        {
            Add(hash, root, new DirectoryInfo(root));
            foreach (var entry in SkillFolderSearch.Entries(root, options))
            {
                Add(hash, entry.FullName, entry);
            }
        }

        return hash.GetCurrentHashAsUInt128();
    }

    // A folder moved to this name has another time of creation, a link that was changed another target.
    private static void Add(XxHash128 hash, string path, FileSystemInfo entry)
    {
        hash.Append(MemoryMarshal.AsBytes(path.AsSpan()));
        try
        {
            var isLink = entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
            var target = isLink ? RealPath.Of(path) : null;
            hash.Append(MemoryMarshal.AsBytes((target ?? "").AsSpan()));
            FileSystemInfo real = entry is DirectoryInfo ? new DirectoryInfo(target ?? path) : isLink ? new FileInfo(target ?? path) : entry;
            var isFile = real is FileInfo { Exists: true };
            ReadOnlySpan<long> facts = [real.Exists ? 1 : 0, real.CreationTimeUtc.Ticks, isFile ? real.LastWriteTimeUtc.Ticks : 0, isFile ? ((FileInfo)real).Length : 0];
            hash.Append(MemoryMarshal.AsBytes(facts));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            hash.Append([0]);
        }
    }
}
