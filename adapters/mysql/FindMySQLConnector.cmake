# MySQL Connector/C++ by its JDBC-like interface: `mysql/jdbc.h` of versions 8 and 9, else `cppconn/` of Debian's 1.1. Makes the target
# MySQLConnector::MySQLConnector, which tells sources which one it is by RUJUKAN_MYSQL_JDBC.
find_path(MySQLConnector_JDBC_INCLUDE mysql/jdbc.h)
find_path(MySQLConnector_CPPCONN_INCLUDE cppconn/driver.h)
find_library(MySQLConnector_LIBRARY mysqlcppconn)
mark_as_advanced(MySQLConnector_JDBC_INCLUDE MySQLConnector_CPPCONN_INCLUDE MySQLConnector_LIBRARY)

set(MySQLConnector_INCLUDE ${MySQLConnector_CPPCONN_INCLUDE})
if(MySQLConnector_JDBC_INCLUDE)
  set(MySQLConnector_INCLUDE ${MySQLConnector_JDBC_INCLUDE})
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(MySQLConnector REQUIRED_VARS MySQLConnector_LIBRARY MySQLConnector_INCLUDE)

if(MySQLConnector_FOUND AND NOT TARGET MySQLConnector::MySQLConnector)
  add_library(MySQLConnector::MySQLConnector UNKNOWN IMPORTED)
  set_target_properties(MySQLConnector::MySQLConnector PROPERTIES
    IMPORTED_LOCATION ${MySQLConnector_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${MySQLConnector_INCLUDE})
  if(MySQLConnector_JDBC_INCLUDE)
    set_property(TARGET MySQLConnector::MySQLConnector PROPERTY INTERFACE_COMPILE_DEFINITIONS RUJUKAN_MYSQL_JDBC)
  endif()
endif()
