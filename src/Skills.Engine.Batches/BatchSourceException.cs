namespace Skills.Engine.Batches;

/// <summary>A source cannot be read. The message says which row, and contains no value of it.</summary>
public sealed class BatchSourceException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public BatchSourceException(string message) : base(message) { }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public BatchSourceException(string message, Exception innerException) : base(message, innerException) { }
}
