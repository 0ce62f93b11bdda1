namespace Skills.Engine.Evaluation.Cassettes;

/// <summary>A cassette that cannot be read or written. The message names the file and what to do.</summary>
internal sealed class CassetteException(string message, Exception? innerException = null) : Exception(message, innerException);
