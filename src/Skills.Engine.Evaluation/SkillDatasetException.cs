namespace Skills.Engine.Evaluation;

/// <summary>A file of cases that cannot be read. The message has file and line, and never a value of a case.</summary>
public sealed class SkillDatasetException : Exception
{
    /// <summary>For tools that need one without a message.</summary>
    public SkillDatasetException()
    {
    }

    /// <summary>Makes one with a message.</summary>
    /// <param name="message">The sentence.</param>
    public SkillDatasetException(string message) : base(message)
    {
    }

    /// <summary>Makes one with a message and a cause.</summary>
    /// <param name="message">The sentence.</param>
    /// <param name="innerException">The cause.</param>
    public SkillDatasetException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
