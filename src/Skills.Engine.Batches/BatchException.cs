namespace Skills.Engine.Batches;

/// <summary>A call does not fit the run: it does not exist, exists already, is another skill's, or is worked on by another process.</summary>
public sealed class BatchException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    public BatchException(string message) : base(message) { }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public BatchException(string message, Exception innerException) : base(message, innerException) { }
}
