namespace Dragoman.Core.Capabilities;

/// <summary>Who says that a model can do something.</summary>
public enum TraitSource : byte
{
    /// <summary>Nobody: it is assumed.</summary>
    Assumed,

    /// <summary>The built-in catalogue.</summary>
    Catalogue,

    /// <summary>A conformance run.</summary>
    Measured,

    /// <summary>The configuration, which overrules the others.</summary>
    Configuration,
}
