namespace Skills.Engine.SkillFiles.Folders;

/// <summary>
/// Results of files read before. A file is read again when it, or one it referred to, has another time or length; otherwise the same
/// definition is handed out, so that what was compiled from it is kept. Not thread-safe.
/// </summary>
internal sealed class FileResults(SkillFileReader reader)
{
    // Below this, handing out the work costs more than it saves.
    private const int FewFiles = 16;

    private Dictionary<string, Known> _known = [];
    private Dictionary<string, Known> _next = [];

    /// <summary>The results in the order of the paths; many files are read at the same time.</summary>
    public IReadOnlyList<SkillReadResult> Read(IReadOnlyList<string> paths)
    {
        IReadOnlyList<Known> results = paths.Count < FewFiles
            ? [.. paths.Select(Current)]
            : [.. paths.AsParallel().AsOrdered().Select(Current)];
        for (var i = 0; i < paths.Count; i++)
        {
            _next[paths[i]] = results[i];
        }

        return [.. results.Select(static r => r.Result)];
    }

    private Known Current(string path)
    {
        if (_known.TryGetValue(path, out var known) && known.Stamps.All(static s => StampOf(s.Key) == s.Value))
        {
            return known;
        }

        // The stamps are taken first: a change while reading is seen the next time.
        var before = StampOf(path);
        var result = reader.Read(path, out var files);
        var stamps = files.ToDictionary(static f => f, StampOf);
        stamps[path] = before;
        return new(result, stamps);
    }

    /// <summary>Forgets files that were not read since the last call.</summary>
    public void EndRound() => (_known, _next) = (_next, []);

    private static (long Time, long Length) StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? (file.LastWriteTimeUtc.Ticks, file.Length) : (0, -1);
    }

    private sealed record Known(SkillReadResult Result, Dictionary<string, (long Time, long Length)> Stamps);
}
