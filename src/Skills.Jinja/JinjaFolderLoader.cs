using System.Globalization;

namespace Skills.Jinja;

/// <summary>Templates in a folder and its subfolders, read as UTF-8. Names use <c>/</c>; none can lead out of the folder, not even through a link. Pipes count as missing.</summary>
public sealed class JinjaFolderLoader : IJinjaLoader
{
    private readonly string _root;
    private readonly int _maxBytes;

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">Its path. It need not exist yet.</param>
    /// <param name="maxBytes">Largest file that is read; a larger one counts as missing. Default 1 MiB.</param>
    public JinjaFolderLoader(string folder, int maxBytes = 1024 * 1024)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _root = Path.GetFullPath(folder);
        _maxBytes = maxBytes;
    }

    /// <inheritdoc/>
    public string? Load(string name) => Find(name) switch
    {
        null => null,
        // Pipes and devices have no length either, and reading them may never end.
        { Length: 0 } => "",
        var file => File.ReadAllText(file.FullName),
    };

    /// <inheritdoc/>
    public string? GetStamp(string name) => Find(name) is { } file
        ? string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks}:{file.Length}")
        : null;

    private FileInfo? Find(string name)
    {
        var parts = name.Split('/');
        if (parts.Any(static p => p is "" or "." or ".." || p.AsSpan().IndexOfAny('\\', ':', '\0') >= 0))
        {
            return null;
        }

        var path = _root;
        foreach (var part in parts)
        {
            path = Path.Combine(path, part);
            FileSystemInfo entry = part == parts[^1] && File.Exists(path) ? new FileInfo(path) : new DirectoryInfo(path);
            if (!entry.Exists || entry.LinkTarget is not null)
            {
                return null;
            }
        }

        var file = new FileInfo(path);
        return file.Exists && file.Length <= _maxBytes && !(file.Length == 0 && IsPipe(path)) ? file : null;
    }

    // Opening a pipe for both ends does not wait for a peer; opening it to read does.
    private static bool IsPipe(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return !file.CanSeek;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
