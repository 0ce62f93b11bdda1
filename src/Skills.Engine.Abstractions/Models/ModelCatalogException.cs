namespace Skills.Engine;

/// <summary>A model catalog that cannot be used; the message names the file, the line and what to write instead.</summary>
public sealed class ModelCatalogException : Exception
{
    /// <summary>For hosts that need one without a place.</summary>
    public ModelCatalogException() { }

    /// <inheritdoc cref="ModelCatalogException()"/>
    public ModelCatalogException(string message) : base(message) { }

    /// <inheritdoc cref="ModelCatalogException()"/>
    public ModelCatalogException(string message, Exception? innerException) : base(message, innerException) { }
}
