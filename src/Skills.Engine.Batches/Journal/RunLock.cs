namespace Skills.Engine.Batches.Journal;

/// <summary>A lock on a file, which the operating system releases when the process ends in any way.</summary>
/// <remarks>The empty file stays. If it were deleted, one process could lock the deleted file and another a new one.</remarks>
internal sealed class RunLock : IAsyncDisposable, IDisposable
{
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="BatchException">Another process has it.</exception>
    public static RunLock Take(string path, string run)
    {
        try
        {
            return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new BatchException($"Another process works on the run '{run}'. Wait for it, or cancel the run.", e);
        }
    }

    public void Dispose() => _file.Dispose();

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
