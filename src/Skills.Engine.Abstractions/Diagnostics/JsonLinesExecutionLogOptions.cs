namespace Skills.Engine;

/// <summary>How big the JSON Lines file grows and how many are kept.</summary>
public sealed class JsonLinesExecutionLogOptions
{
    /// <summary>A file that has reached this size is put aside as <c>name.1.jsonl</c>, older ones one number up.</summary>
    /// <value>Default 64 MiB; at least 1.</value>
    public long MaxFileBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>How many files are kept in addition to the one being written.</summary>
    /// <value>Default 10; 0 or more.</value>
    public int MaxOldFiles { get; set; } = 10;
}
