namespace Skills.Engine.Batches.Sources;

/// <summary>Opens files of items.</summary>
internal static class SourceFile
{
    /// <exception cref="BatchSourceException">The file does not exist or cannot be opened.</exception>
    public static StreamReader Open(string path)
    {
        try
        {
            return new StreamReader(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var problem = e is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : "cannot be opened";
            throw new BatchSourceException($"The file '{Path.GetFileName(path)}' {problem}.", e);
        }
    }
}
