namespace Skills.Engine.Definitions;

/// <summary>
/// Results of files read before. A file is read again when it, or one it referred to, has another time or length; otherwise the same
/// definition is handed out, so that what was compiled from it is kept. Not thread-safe.
/// </summary>
internal sealed class FileResults(SkillFileReader reader)
{
    private Dictionary<string, Known> _known = [];
    private Dictionary<string, Known> _next = [];

    public SkillReadResult Read(string path)
    {
        if (!_known.TryGetValue(path, out var known) || !known.Stamps.All(static s => StampOf(s.Key) == s.Value))
        {
            // The stamps are taken first: a change while reading is seen the next time.
            var before = StampOf(path);
            var result = reader.Read(path, out var files);
            var stamps = files.ToDictionary(static f => f, StampOf);
            stamps[path] = before;
            known = new(result, stamps);
        }

        _next[path] = known;
        return known.Result;
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
