namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Paths with their links followed.</summary>
internal static class RealPath
{
    // Longer chains of links are a circle; operating systems give up at 40 too.
    private const int MaxLinks = 40;

    /// <summary>Whether a path, links followed, lies inside a folder, links followed too.</summary>
    public static bool IsInside(string path, string folder)
    {
        var (real, root) = (Of(path), Of(folder));
        return real is not null && root is not null
            && (real == root || real.StartsWith(root.EndsWith(Path.DirectorySeparatorChar) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal));
    }

    /// <summary>The path with every link followed; null when the links run in a circle. Parts that do not exist stay as they are.</summary>
    public static string? Of(string path)
    {
        var links = 0;
        var pending = new Stack<string>(Parts(Path.GetFullPath(path)).Reverse());
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        while (pending.TryPop(out var part))
        {
            var next = Path.GetFullPath(Path.Combine(real, part));
            if (LinkTarget(next) is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            var full = Path.GetFullPath(Path.Combine(real, target));
            real = Path.GetPathRoot(full)!;
            foreach (var piece in Parts(full).Reverse())
            {
                pending.Push(piece);
            }
        }

        return real;
    }

    private static string[] Parts(string full) =>
        full[Path.GetPathRoot(full)!.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
