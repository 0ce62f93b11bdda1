namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Tells files from pipes, sockets and devices, which may never end or never begin.</summary>
internal static class RegularFile
{
    /// <summary>Whether a path leads to a regular file.</summary>
    public static bool Is(string path) => Is(new FileInfo(path));

    /// <summary>Whether a file found in a folder is a regular one, or a link to one; what the listing knows of it is not asked again.</summary>
    public static bool Is(FileInfo file)
    {
        // Only a regular file has a length. What a link leads to must be found first.
        if (file is { Exists: true, Length: > 0 } && !file.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            return true;
        }

        var target = RealPath.Of(file.FullName);
        if (target is null || new FileInfo(target) is not { Exists: true } info)
        {
            return false;
        }

        return info.Length > 0 || CanSeek(target);
    }

    // Opening a pipe for both ends does not wait for a peer; opening it to read does.
    private static bool CanSeek(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return file.CanSeek;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An empty file that may not be written holds no skill; a pipe of that kind must not be opened.
            return false;
        }
    }
}
